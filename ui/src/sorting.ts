// The orders that favourites can stand in, as both windows name them.
import type { FavouriteSort } from "./bindings";

export const sortBy = "Sort favourites by";

export const SORTS: [FavouriteSort, string][] = [
  ["my-order", "My order"],
  ["recent", "Last used"],
  ["name", "Name, A–Z"],
];

// What the scripted page shows without a scene: the addresses of all.

export function list(names: string[]): void {
  const list = document.createElement("ul");
  for (const name of names) {
    const item = list.appendChild(document.createElement("li"));
    for (const page of ["index.html", "main.html"]) {
      const link = item.appendChild(document.createElement("a"));
      link.href = `/${page}?state=${name}`;
      link.textContent = page === "index.html" ? name : "main window";
      item.append(" ");
    }
  }
  document.body.append(list);
}

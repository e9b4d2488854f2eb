import { mount } from "svelte";

import Main from "./Main.svelte";
import "../tokens.css";
import "../base.css";

const target = document.getElementById("app");
if (target) mount(Main, { target });

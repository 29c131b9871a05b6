import "@fontsource-variable/source-sans-3/index.css";
import "@fontsource-variable/source-serif-4/index.css";
import "./kit/tokens.css";
import "./kit/control.css";
import "./kit/record.css";
import "./kit/rows.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { apply } from "./lib/preferences.svelte";

apply();
mount(App, { target: document.getElementById("app")! });

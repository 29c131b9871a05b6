export { FIGURE_TABLES } from "../lib/figure-tables";

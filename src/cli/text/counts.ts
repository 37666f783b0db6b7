export { count } from "../../core/counts.ts";

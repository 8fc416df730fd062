/** The web's events and errors, under the name by which packages within the library ask for them. */
export { AbortController, AbortSignal } from "./abort.ts";
export { DOMException } from "./dom-exception.ts";
export { CustomEvent, Event, EventTarget } from "./event-target.ts";

import type { Json } from "#sandbox/json-value.ts";
import type { StateError } from "./state-error.ts";

/** Ends a state, a branch or a machine: with what it gives, or why it failed. */
export type Settle = (outcome: { ok: true; output: Json } | { ok: false; error: StateError }) => void;

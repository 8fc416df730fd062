import { randomBytes } from "node:crypto";
import { createContext } from "react-router";

/** The nonce of this document, for scripts and styles that the server itself writes into it. */
export const nonceContext = createContext<string>();

export function makeNonce(): string {
	return randomBytes(16).toString("base64");
}

import { createHash } from "node:crypto";

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** An id as AWS makes it up, drawn from the logical id: equal templates have equal ids. @param length Characters, at most 64. */
export function generatedId(kind: string, logicalId: string, length: number): string {
	const bytes = createHash("sha512").update(`${kind} ${logicalId}`).digest();
	return Array.from({ length }, (_, index) => LETTERS[(bytes[index] as number) % LETTERS.length]).join("");
}

/** As {@link generatedId}, as a version 4 UUID. */
export function generatedUuid(kind: string, logicalId: string): string {
	const hex = createHash("sha256").update(`${kind} ${logicalId}`).digest("hex");
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** As {@link generatedId}, in sixteen hexadecimal digits: ARNs of load balancers have them. */
export function hexId(kind: string, logicalId: string): string {
	return createHash("sha256").update(`${kind} ${logicalId}`).digest("hex").slice(0, 16);
}

/** Hexadecimal digits as SAM puts them behind the logical ids that it makes. */
export function generatedSuffix(text: string): string {
	return createHash("sha256").update(text).digest("hex").slice(0, 10);
}

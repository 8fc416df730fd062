/**
 * An id of lower-case letters and digits that is drawn from a name, as AWS gives ids to what a template names.
 * @returns The same for the same name.
 */
export function stableId(name: string, length: number): string {
	let text = "";
	for (let round = 0; text.length < length; round++) {
		let hash = 0x811c9dc5 ^ round;
		for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
		text += (hash >>> 0).toString(36);
	}
	return text.slice(0, length);
}

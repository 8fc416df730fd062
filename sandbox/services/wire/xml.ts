/**
 * An XML document of plain values: objects are elements, null and undefined are left out, an array is its entries.
 * @param list Name of the element around each entry of an array; absent: the array's own name is repeated, as in S3's lists.
 */
export function writeXml(root: string, value: object | string, { xmlns, list }: { xmlns?: string; list?: string } = {}): string {
	const attribute = xmlns === undefined ? "" : ` xmlns="${escapeXml(xmlns)}"`;
	return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${contentOf(value, list)}</${root}>`;
}

function contentOf(value: unknown, list: string | undefined): string {
	if (value === null || value === undefined) return "";
	if (typeof value !== "object") return escapeXml(String(value));
	return Object.entries(value)
		.map(([name, member]: [string, unknown]) => {
			if (member === null || member === undefined) return "";
			if (!Array.isArray(member)) return `<${name}>${contentOf(member, list)}</${name}>`;
			if (list === undefined) return member.map((entry) => `<${name}>${contentOf(entry, list)}</${name}>`).join("");
			return `<${name}>${member.map((entry) => `<${list}>${contentOf(entry, list)}</${list}>`).join("")}</${name}>`;
		})
		.join("");
}

/** Text for an element or an attribute. Characters that XML 1.0 has no place for are left out. */
export function escapeXml(text: string): string {
	return text
		.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
		.replace(/[&<>"'\r]/g, (character) => `&#${character.charCodeAt(0)};`);
}

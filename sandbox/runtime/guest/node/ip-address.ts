/** node:net's tests for addresses. */

const SEGMENT = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9][0-9]|[0-9])";
const V4 = new RegExp(`^(?:${SEGMENT}\\.){3}${SEGMENT}$`);

export function isIPv4(text: unknown): boolean {
	return V4.test(`${text}`);
}

/** Eight groups of four hexadecimal digits; `::` stands for the groups that are left out, an IPv4 address for the last two. */
export function isIPv6(text: unknown): boolean {
	const [address = "", zone] = `${text}`.split("%");
	if (zone !== undefined && !/^[0-9a-zA-Z\-.:]+$/.test(zone)) return false;
	const [before = "", after, more] = address.split("::");
	if (more !== undefined) return false;
	const head = groupsOf(before, after === undefined);
	const tail = after === undefined ? 0 : groupsOf(after, true);
	if (head === undefined || tail === undefined) return false;
	return after === undefined ? head === 8 : head + tail < 8;
}

/** How many groups a text holds; undefined when it holds anything else. */
function groupsOf(text: string, mayEndInV4: boolean): number | undefined {
	if (text === "") return 0;
	let count = 0;
	const parts = text.split(":");
	for (const [index, part] of parts.entries()) {
		if (/^[0-9a-fA-F]{1,4}$/.test(part)) count++;
		else if (mayEndInV4 && index === parts.length - 1 && V4.test(part)) count += 2;
		else return undefined;
	}
	return count;
}

export function isIP(text: unknown): 0 | 4 | 6 {
	if (isIPv4(text)) return 4;
	return isIPv6(text) ? 6 : 0;
}

/** Width of a character of the labels on bars (12 px, narrowed to 90 %), a little generous so that nothing is ever cut. */
const characterPx = 6.1;
const paddingPx = 6;

export type BarLabel = { name: string | null; duration: string | null };

/** Width that a text of the timeline takes, in pixels. */
export function textWidth(text: string): number {
	return text.length * characterPx;
}

/** What can be written on a bar: name and duration, else the name, else the duration, else nothing. */
export function fitBarLabel(widthPx: number, name: string, duration: string): BarLabel {
	const room = widthPx - 2 * paddingPx;
	if (textWidth(name) + 10 + textWidth(duration) <= room && name !== "") return { name, duration };
	if (name !== "" && textWidth(name) <= room) return { name, duration: null };
	if (textWidth(duration) <= room) return { name: null, duration };
	return { name: null, duration: null };
}

const small =
	"no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
		" ",
	);
const tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/** "eighteen", "twenty-four"; figures from a hundred on. */
export function inWords(count: number): string {
	if (count < 20) return small[count] ?? String(count);
	if (count >= 100) return String(count);
	const unit = count % 10;
	return `${tens[Math.floor(count / 10)]}${unit === 0 ? "" : `-${small[unit]}`}`;
}

export function capitalised(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "one card is due", "nine cards are due". */
export function counted(count: number, one: string, many: string): string {
	return `${inWords(count)} ${count === 1 ? one : many}`;
}

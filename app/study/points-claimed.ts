/** How much of an answer's weight the ticked points carry, and whether one is missing that the answer fails without. */
export function pointsClaimed(points: readonly { id: string; weight: 1 | 2 | 3 }[], ticked: ReadonlySet<string>) {
	const essential = points.filter((point) => point.weight === 3);
	return {
		ticked: points.filter((point) => ticked.has(point.id)).length,
		points: points.length,
		essentialTicked: essential.filter((point) => ticked.has(point.id)).length,
		essential: essential.length,
	};
}

import { type Box, placeOfMark } from "#app/timeline/mark-place.ts";
import type { Moment } from "#app/timeline/moment.ts";
import { returnPath } from "#app/timeline/return-path.ts";
import styles from "#app/timeline/timeline.module.css";
import type { TimelineEvent } from "#app/timeline/timeline-events.ts";
import type { TimelineLayout } from "#app/timeline/timeline-layout.ts";
import type { Chain } from "#app/traffic/traffic.ts";

/** More frames than these are drawn for no chain. */
const mostFrames = 80;

type Props = { layout: TimelineLayout; chain: Chain; moment: Moment | null; eventOf: (id: string) => TimelineEvent | undefined };

/**
 * What belongs to the chosen item or invocation, across rows: a frame around each attempt, a mark around each arrival, and the arrows
 * between attempts. For one item a line leads from where it arrived to its first attempt.
 */
export function ChainMarks({ layout, chain, moment, eventOf }: Props) {
	const placeOf = (id: string): Box[] => {
		const event = eventOf(id);
		const place = event && placeOfMark(layout, event);
		return place ? [place] : [];
	};
	const arrivals = [...chain.items].slice(0, mostFrames).flatMap(placeOf);
	const attempts = chain.invocations.slice(0, mostFrames).flatMap((n) => placeOf(`invocation-${n}`));
	const path = moment?.item === undefined ? null : pathBetween(arrivals[0], attempts[0]);
	const pairs = new Set(chain.invocations.map((n, index) => `${n}-${chain.invocations[index + 1]}`));
	return (
		<g className={styles.chain} data-chain="">
			{path && <path d={path} className={styles.chainLine} />}
			{layout.returns
				.filter(({ id }) => pairs.has(id))
				.map((one) => (
					<path key={one.id} d={returnPath(layout, one)} />
				))}
			{arrivals.map((box) => (
				<rect key={`${box.x}-${box.y}`} x={box.x - 1} y={box.y - 1} width={box.width + 2} height={box.height + 2} rx={8} />
			))}
			{attempts.map((box) => (
				<rect key={`${box.x}-${box.y}`} x={box.x - 2.5} y={box.y - 2.5} width={box.width + 5} height={box.height + 5} />
			))}
		</g>
	);
}

function pathBetween(from: Box | undefined, to: Box | undefined): string | null {
	if (!from || !to) return null;
	const [x1, y1] = [from.x + from.width / 2, from.y + from.height + 1];
	const [x2, y2] = [to.x - 3, to.y + to.height / 2];
	return `M${x1} ${y1}C${x1} ${y2} ${x1} ${y2} ${x2} ${y2}`;
}

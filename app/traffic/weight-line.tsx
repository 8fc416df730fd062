import { tickLabel } from "#app/timeline/clock-label.ts";
import styles from "#app/traffic/traffic.module.css";

const [width, height] = [640, 44];

/** Share of the new version over time, as a step line. The steps below it say the same in words. */
export function WeightLine({ steps }: { steps: readonly { at: number; weight: number }[] }) {
	const [first, last] = [steps[0], steps.at(-1)];
	if (!first || !last || last.at <= first.at) return null;
	const x = (at: number) => Math.round(((at - first.at) / (last.at - first.at)) * width);
	const y = (weight: number) => Math.round((1 - weight) * (height - 4)) + 2.5;
	const line = `M0 ${y(0)}${steps.map(({ at, weight }) => `H${x(at)}V${y(weight)}`).join("")}`;
	const step = last.at - first.at;
	return (
		<figure className={styles.weight}>
			<svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
				<rect width={width} height={height} className="plot" />
				<path d={`${line}V${height}H0Z`} className="queuefill" />
				<path d={line} className="concline" vectorEffect="non-scaling-stroke" />
			</svg>
			<figcaption className="cap">
				Share of the new version, from {tickLabel(first.at, step)} to {tickLabel(last.at, step)}; the top is 100 %.
			</figcaption>
		</figure>
	);
}

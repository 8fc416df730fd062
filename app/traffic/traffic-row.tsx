import { momentLabel } from "#app/timeline/clock-label.ts";
import type { Moment } from "#app/timeline/moment.ts";
import styles from "#app/traffic/traffic.module.css";
import type { Tone, TrafficItem, TrafficStep } from "#app/traffic/traffic-item.ts";
import { WeightLine } from "#app/traffic/weight-line.tsx";
import type { Report } from "#sandbox/index.ts";

/** Each stands beside its word. */
const glyphs = { good: "✓", bad: "✕", open: "○", plain: "→" } as const satisfies Record<Tone, string>;

/** Invocations that are named at the end of a row; the rest is a number. */
const namedInvocations = 3;
/** Steps that are drawn of one item. */
const shownSteps = 60;

type Props = { item: TrafficItem; report: Report; hot: boolean; onMoment: (moment: Moment) => void };

/** One item: a line that opens to its life. A `<details>`, so that it opens by key and without scripts. */
export function TrafficRow({ item, report, hot, onMoment }: Props) {
	const { id, at, name, label, outcome, tone, invocations, sentence } = item;
	const { steps, texts, weights } = item.detail();
	const first = invocations[0] ?? null;
	return (
		<li className={styles.item} data-hot={hot || undefined}>
			<details
				id={id}
				onToggle={(event) => {
					if (event.currentTarget.open) onMoment({ ...momentOf(report, at, first), item: id });
				}}
			>
				<summary>
					<span className={styles.line}>
						<span className={styles.at}>{momentLabel(at)}</span>
						<span className={styles.name}>
							{label === null ? "" : <span className={styles.label}>{label} </span>}
							{name}
						</span>
						<span className={styles.outcome} data-tone={tone}>
							<span aria-hidden="true">{glyphs[tone]}</span> {outcome}
						</span>
						<span className={styles.of}>{invocationsText(invocations)}</span>
					</span>
				</summary>
				<div className={styles.detail}>
					<p>{sentence}</p>
					{weights && <WeightLine steps={weights} />}
					<ol className={styles.steps}>
						{steps.slice(0, shownSteps).map((step, index) => (
							// biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place in the life of its item
							<Step key={index} step={step} onChoose={() => onMoment({ ...momentOf(report, step.at, step.invocation), item: id })} />
						))}
						{steps.length > shownSteps && <li>and {(steps.length - shownSteps).toLocaleString("en")} steps more</li>}
					</ol>
					{texts.length > 0 && (
						<dl>
							{texts.map(({ term, text }) => (
								<div key={term}>
									<dt>{term}</dt>
									<dd>{text}</dd>
								</div>
							))}
						</dl>
					)}
					{invocations.length > 0 && (
						<p className={styles.links}>
							See in the timeline:{" "}
							{[...new Set(invocations)].slice(0, shownSteps).map((n) => (
								<a
									key={n}
									className={styles.link}
									// Without scripts the row of the timeline's table is what there is to see.
									href={`#row-invocation-${n}`}
									onClick={(event) => {
										event.preventDefault();
										const invocation = report.invocations[n - 1];
										onMoment({ ...momentOf(report, invocation?.startedAt ?? invocation?.requestedAt ?? at, n), item: id });
										document.getElementById("timeline")?.scrollIntoView({ block: "nearest" });
									}}
								>
									invocation {n}
								</a>
							))}
						</p>
					)}
				</div>
			</details>
		</li>
	);
}

function momentOf(report: Report, at: number, invocation: number | null): Moment {
	return { at, invocation, environment: invocation === null ? null : (report.invocations[invocation - 1]?.environment ?? null) };
}

function invocationsText(invocations: readonly number[]): string {
	if (invocations.length === 0) return "no invocation";
	const named = invocations.slice(0, namedInvocations).join(", ");
	const more = invocations.length - namedInvocations;
	return `invocation${invocations.length === 1 ? "" : "s"} ${named}${more > 0 ? ` and ${more} more` : ""}`;
}

function Step({ step: { at, text, tone }, onChoose }: { step: TrafficStep; onChoose: () => void }) {
	return (
		<li data-tone={tone}>
			<button type="button" className={styles.time} onClick={onChoose} aria-label={`Moment ${momentLabel(at)}`}>
				{momentLabel(at)}
			</button>
			<span>
				{tone === "bad" && <span aria-hidden="true">✕ </span>}
				{text}
			</span>
		</li>
	);
}

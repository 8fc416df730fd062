import { useState } from "react";
import type { Moment } from "#app/timeline/moment.ts";
import styles from "#app/traffic/traffic.module.css";
import { type Chain, chainOf, trafficOf } from "#app/traffic/traffic.ts";
import type { TrafficSection } from "#app/traffic/traffic-item.ts";
import { TrafficRow } from "#app/traffic/traffic-row.tsx";
import { countOf } from "#app/traffic/traffic-words.ts";
import type { Report } from "#sandbox/index.ts";

type Props = { report: Report; moment: Moment | null; onMoment: (moment: Moment) => void };

/** Rows of a section that are in the page at once. */
const pageRows = 25;

/** What the services around the functions had and did. Not there when a scenario called functions directly and nothing else happened. */
export function TrafficPanel({ report, moment, onMoment }: Props) {
	const traffic = trafficOf(report);
	const chain = chainOf(traffic, moment);
	if (traffic.sections.length === 0) return null;
	return (
		<section className={`instrument ${styles.panel}`} id="traffic" aria-labelledby="traffic-title">
			<header>
				<h2 id="traffic-title">Traffic</h2>
				<span className="cap">What the services around the function had and did. Open a row for its life, step by step.</span>
			</header>
			{traffic.sections.map((section, index) => (
				<Section
					key={section.id}
					section={section}
					report={report}
					moment={moment}
					chain={chain}
					onMoment={onMoment}
					open={index === 0 || section.items.some(({ tone }) => tone === "bad")}
				/>
			))}
		</section>
	);
}

type SectionProps = Props & { section: TrafficSection; chain: Chain | null; open: boolean };

type View = { report: Report; badOnly: boolean; page: number; item: string | null };

function Section({ section, report, moment, chain, onMoment, open }: SectionProps) {
	const { id, title, facts, items, notes, noun } = section;
	const [chosen, setChosen] = useState<View | null>(null);
	const bad = items.filter(({ tone }) => tone === "bad").length;
	const asked = moment?.item ?? (chain && items.find((item) => chain.items.has(item.id))?.id) ?? null;
	const view = viewOf(chosen, section, report, asked);
	const listed = view.badOnly ? items.filter(({ tone }) => tone === "bad") : items;
	const from = view.page * pageRows;
	const shown = listed.slice(from, from + pageRows);
	const show = (next: Partial<View>) => setChosen({ ...view, ...next, item: asked });
	return (
		<details className={styles.section} id={`traffic-${id}`} open={open}>
			<summary>
				<h3>{title}</h3> <span className={styles.facts}>{facts}</span>
			</summary>
			{bad > 0 && bad < items.length && (
				<p className={`cap ${styles.bar}`}>
					<button type="button" className={styles.link} aria-pressed={!view.badOnly} onClick={() => show({ badOnly: false, page: 0 })}>
						all, {items.length.toLocaleString("en")}
					</button>
					<button type="button" className={styles.link} aria-pressed={view.badOnly} onClick={() => show({ badOnly: true, page: 0 })}>
						went wrong, {bad.toLocaleString("en")}
					</button>
				</p>
			)}
			{shown.length > 0 && (
				<ol className={styles.rows}>
					{shown.map((item) => (
						<TrafficRow key={item.id} item={item} report={report} hot={chain?.items.has(item.id) ?? false} onMoment={onMoment} />
					))}
				</ol>
			)}
			{listed.length > pageRows && (
				<p className={`cap ${styles.bar}`} role="status">
					<span>
						{(from + 1).toLocaleString("en")} to {(from + shown.length).toLocaleString("en")} of {countOf(listed.length, noun)}
					</span>
					<button type="button" className={styles.link} disabled={view.page === 0} onClick={() => show({ page: view.page - 1 })}>
						Previous {pageRows}
					</button>
					<button
						type="button"
						className={styles.link}
						disabled={from + pageRows >= listed.length}
						onClick={() => show({ page: view.page + 1 })}
					>
						Next {pageRows}
					</button>
				</p>
			)}
			{notes.length > 0 && (
				<ul className={`cap ${styles.notes}`}>
					{notes.slice(0, pageRows).map((note) => (
						<li key={note}>{note}</li>
					))}
					{notes.length > pageRows && <li>And {(notes.length - pageRows).toLocaleString("en")} more like these.</li>}
				</ul>
			)}
		</details>
	);
}

/** The page that was chosen last; the page of an item that was chosen since, for example in the timeline. */
function viewOf(chosen: View | null, { items }: TrafficSection, report: Report, asked: string | null): View {
	const current = chosen?.report === report ? chosen : { report, badOnly: false, page: 0, item: null };
	if (asked === null || asked === current.item) return current;
	const index = items.findIndex(({ id }) => id === asked);
	const listed = current.badOnly ? items.filter(({ tone }) => tone === "bad") : items;
	const listedIndex = listed.findIndex(({ id }) => id === asked);
	if (listedIndex >= 0) return { ...current, page: Math.floor(listedIndex / pageRows) };
	return index < 0 ? current : { ...current, badOnly: false, page: Math.floor(index / pageRows) };
}

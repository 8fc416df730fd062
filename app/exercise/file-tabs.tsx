import { type KeyboardEvent, useRef } from "react";
import styles from "#app/exercise/exercise.module.css";

export type Tab = { path: string; editable: boolean; changed: boolean; faults: number };

type Props = { tabs: Tab[]; selected: string; onSelect: (path: string) => void };

export const tabId = (path: string) => `tab-${path}`;

/** Files as tabs after the ARIA pattern: one tab stop, arrows, Home and End. */
export function FileTabs({ tabs, selected, onSelect }: Props) {
	const list = useRef<HTMLDivElement>(null);
	const onKeyDown = (event: KeyboardEvent) => {
		const at = tabs.findIndex((tab) => tab.path === selected);
		const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
		if (to === undefined) return;
		event.preventDefault();
		const index = (to + tabs.length) % tabs.length;
		const tab = tabs[index];
		if (!tab) return;
		onSelect(tab.path);
		list.current?.querySelectorAll<HTMLElement>("[role=tab]")[index]?.focus();
	};
	return (
		<div className={`tabs ${styles.tabs}`} role="tablist" aria-label="Files" ref={list} onKeyDown={onKeyDown}>
			{tabs.map((tab) => (
				<button
					key={tab.path}
					type="button"
					role="tab"
					id={tabId(tab.path)}
					aria-selected={tab.path === selected}
					aria-controls="file-panel"
					tabIndex={tab.path === selected ? 0 : -1}
					onClick={() => onSelect(tab.path)}
				>
					{tab.path}
					<Marks tab={tab} />
				</button>
			))}
		</div>
	);
}

function Marks({ tab }: { tab: Tab }) {
	return (
		<>
			{tab.changed && (
				<span className={styles.changed}>
					<span aria-hidden="true"> ●</span>
					<span className="vh"> (changed)</span>
				</span>
			)}
			{tab.faults > 0 && (
				<span className={styles.faults}>
					<span aria-hidden="true"> ✕</span> {tab.faults}
					<span className="vh"> {tab.faults === 1 ? "line" : "lines"} with an error in the last run</span>
				</span>
			)}
			{!tab.editable && (
				<span className={styles.readOnly}>
					{" "}
					<svg viewBox="0 0 10 12" width="9" height="11" aria-hidden="true">
						<path d="M2.5 5V3.5a2.5 2.5 0 0 1 5 0V5" fill="none" stroke="currentColor" strokeWidth="1.4" />
						<rect x="1" y="5" width="8" height="6" fill="currentColor" />
					</svg>{" "}
					read-only
				</span>
			)}
		</>
	);
}

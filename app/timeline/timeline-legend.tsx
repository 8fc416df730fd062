import type { ReactNode } from "react";
import styles from "#app/timeline/timeline.module.css";

const marks: { name: string; drawing: ReactNode; ofTraffic?: true }[] = [
	{ name: "arrives", drawing: <path d="M8 4h10l-5 9Z" className="f-ink" />, ofTraffic: true },
	{
		name: "fetching the package",
		drawing: <rect x="1" y="2" width="24" height="12" className="chip e-init" strokeDasharray="3 2" />,
	},
	{ name: "restore", drawing: <rect x="1" y="2" width="24" height="12" className="f-init e-init" /> },
	{ name: "init", drawing: <rect x="1" y="2" width="24" height="12" fill="url(#p-init)" className="e-init" /> },
	{ name: "invoke", drawing: <rect x="1" y="2" width="24" height="12" className="bar" /> },
	{ name: "frozen, warm", drawing: <rect x="1" y="5" width="24" height="6" className="rail" /> },
	{
		name: "failed",
		drawing: (
			<>
				<rect x="1" y="3" width="13" height="11" className="bar" />
				<rect x="12" y="1" width="4" height="15" className="f-error" />
				<path d="M19 4l5 5M24 4l-5 5" className="cross" />
			</>
		),
	},
	{
		name: "timed out",
		drawing: (
			<>
				<rect x="1" y="3" width="16" height="11" className="bar" />
				<rect x="15" y="1" width="3" height="15" className="f-timeout" />
				<rect x="20" y="1" width="3" height="15" className="f-timeout" />
			</>
		),
	},
	{ name: "throttled", drawing: <path d="M13 2l6 6-6 6-6-6Z" className="diamond" /> },
	{ name: "comes back", drawing: <path d="M1 8h22" className="retry" markerEnd="url(#m-arrow)" />, ofTraffic: true },
	{
		name: "chosen, with all that belongs to it",
		drawing: <rect x="2" y="3" width="22" height="11" className={styles.chainFrame} />,
		ofTraffic: true,
	},
	{
		name: "repeated",
		drawing: (
			<>
				<circle cx="12" cy="8" r="6" className="ring" />
				<circle cx="12" cy="8" r="2.4" className="f-error" />
			</>
		),
	},
	{
		name: "shut down",
		drawing: (
			<>
				<rect x="1" y="5" width="17" height="6" className="rail" />
				<path d="M14 2h5v12h-5" className="shut" />
			</>
		),
	},
	{
		name: "quiet time, folded",
		drawing: <path d="M8 0l4 4-4 4 4 4-4 4M16 0l4 4-4 4 4 4-4 4" className="s-fold" style={{ stroke: "var(--edge)" }} />,
	},
];

/** What each mark means. @param traffic Whether anything arrived from outside, or came back. */
export function TimelineLegend({ traffic }: { traffic: boolean }) {
	return (
		<ul className="legend">
			{marks
				.filter(({ ofTraffic }) => traffic || !ofTraffic)
				.map(({ name, drawing }) => (
					<li key={name}>
						<svg viewBox="0 0 26 16" aria-hidden="true">
							{drawing}
						</svg>
						{name}
					</li>
				))}
		</ul>
	);
}

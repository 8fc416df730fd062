import { type Band, bandNames, bands } from "#app/interview/marks.ts";

/** Middles of four equal columns. */
const middle = (band: Band) => 12.5 + bands.indexOf(band) * 25;

type Range = { lowest: Band; highest: Band } | null;

/** Four bands from weak to strong: filled is this time, the ring is her own rating, the grey bar is where earlier interviews fell. */
export function BandFigure({ shown, own, earlier }: { shown: Band | null; own: Band | null; earlier: Range }) {
	const label = [
		shown ? `Evidence for ${bandNames[shown]}` : "No evidence",
		own ? `your own rating ${bandNames[own]}` : "not rated by yourself",
		earlier &&
			(earlier.lowest === earlier.highest
				? `earlier ${bandNames[earlier.lowest]}`
				: `earlier ${bandNames[earlier.lowest]} to ${bandNames[earlier.highest]}`),
	]
		.filter(Boolean)
		.join(", ");
	const agree = shown !== null && shown === own;
	return (
		<svg width="100%" height="50" role="img" aria-label={label} style={{ overflow: "visible" }}>
			{bands.map((band) => (
				<g key={band}>
					<line x1={`${middle(band)}%`} x2={`${middle(band)}%`} y1="6" y2="28" className="s-rule" />
					<text
						x={`${middle(band)}%`}
						y="45"
						className="tick"
						textAnchor="middle"
						style={band === shown ? { fill: "var(--ink)", fontWeight: 600 } : undefined}
					>
						{bandNames[band]}
					</text>
				</g>
			))}
			<line x1="12.5%" x2="87.5%" y1="17" y2="17" className="s-rule" />
			{earlier && (
				<rect
					x={`${middle(earlier.lowest) - 1.5}%`}
					width={`${middle(earlier.highest) - middle(earlier.lowest) + 3}%`}
					y="14.5"
					height="5"
					style={{ fill: "var(--edge)" }}
				/>
			)}
			{own && (
				<circle
					cx={`${middle(own)}%`}
					cy="17"
					r={agree ? 10.5 : 7}
					style={{ fill: agree ? "none" : "var(--paper)", stroke: "var(--ink-2)", strokeWidth: 1.5 }}
				/>
			)}
			{shown && <circle cx={`${middle(shown)}%`} cy="17" r="6.5" className="bar" style={{ strokeWidth: 1.5 }} />}
		</svg>
	);
}

export function BandLegend({ earlier }: { earlier: number }) {
	return (
		<ul className="legend">
			<li>
				<svg aria-hidden="true">
					<circle cx="13" cy="8" r="6" className="bar" style={{ strokeWidth: 1.5 }} />
				</svg>
				this time
			</li>
			<li>
				<svg aria-hidden="true">
					<circle cx="13" cy="8" r="6.5" style={{ fill: "none", stroke: "var(--ink-2)", strokeWidth: 1.5 }} />
				</svg>
				your own rating, given first
			</li>
			{earlier > 1 && (
				<li>
					<svg aria-hidden="true">
						<rect x="1" y="6" width="24" height="5" style={{ fill: "var(--edge)" }} />
					</svg>
					{earlier === 2 ? "the two before" : "the three before"}
				</li>
			)}
		</ul>
	);
}

import type { TimelineLayout } from "#app/timeline/timeline-layout.ts";

type Props = {
	layout: TimelineLayout;
	y: number;
	height: number;
	label: string;
	sub?: string | null;
	total: string;
	bad?: string | null;
};

/** Name of a row at its left and its total at its right; on a phone both stand above the row. */
export function RowHead({ layout, y, height, label, sub = null, total, bad = null }: Props) {
	const { plot, narrow, width } = layout;
	if (narrow) {
		return (
			<>
				<line x1={0} x2={width} y1={y + 0.5} y2={y + 0.5} className="s-rule" />
				<text x={0} y={y + 15} className="lab">
					{label}
					{sub && (
						<tspan className="sub" dx="6">
							{sub}
						</tspan>
					)}
				</text>
				<text x={width} y={y + 15} className="val" textAnchor="end">
					{bad ? (
						<>
							{total}, <tspan className="bad">{bad}</tspan>
						</>
					) : (
						total
					)}
				</text>
			</>
		);
	}
	const middle = y + height / 2;
	return (
		<>
			<line x1={0} x2={width} y1={y + 0.5} y2={y + 0.5} className="s-rule" />
			<text x={0} y={sub ? middle - 2 : middle + 4} className="lab">
				{label}
			</text>
			{sub && (
				<text x={0} y={middle + 14} className="sub">
					{sub}
				</text>
			)}
			<text x={plot.x1 + 14} y={bad ? middle - 2 : middle + 4} className="tot">
				{total}
			</text>
			{bad && (
				<text x={plot.x1 + 14} y={middle + 14} className="val bad">
					{bad}
				</text>
			)}
		</>
	);
}

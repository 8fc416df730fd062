import { textWidth } from "#app/timeline/bar-label.ts";
import { arrivalsMiddle } from "#app/timeline/mark-place.ts";
import { RowHead } from "#app/timeline/row-head.tsx";
import type { TimelineLayout } from "#app/timeline/timeline-layout.ts";

type Props = { layout: TimelineLayout; row: NonNullable<TimelineLayout["arrivals"]> };

/** What came in from outside, above everything that it set going. */
export function ArrivalMarks({ layout, row }: Props) {
	const y = arrivalsMiddle(layout);
	return (
		<>
			<RowHead
				layout={layout}
				y={row.y}
				height={row.height}
				label="arriving"
				total={row.total}
				sub={row.rest ?? (row.highest === null ? null : `a column: up to ${row.highest}`)}
			/>
			{row.marks.map((mark, index) => {
				const next = row.marks[index + 1]?.x ?? layout.plot.x1;
				const counted = row.highest === null && mark.count > 1 && next - mark.x > 16 + textWidth(String(mark.count));
				const reach = counted ? 8 + textWidth(String(mark.count)) : 5;
				return (
					<g key={mark.id} data-event={mark.id}>
						{/* A triangle is a small thing to hit. */}
						<rect x={mark.x - 5} y={y - 12} width={5 + reach} height={24} fill="transparent" />
						{row.highest === null ? (
							<path d={`M${mark.x - 5} ${y - 5}h10l-5 9Z`} className="f-ink" />
						) : (
							<Column x={mark.x} bottom={y + 10} share={mark.count / row.highest} />
						)}
						{counted && (
							<text x={mark.x + 8} y={y + 4} className="val">
								{mark.count}
							</text>
						)}
					</g>
				);
			})}
		</>
	);
}

const columnPx = 22;

function Column({ x, bottom, share }: { x: number; bottom: number; share: number }) {
	const height = Math.max(2, Math.round(share * columnPx));
	return <rect x={x - 4} y={bottom - height} width={8} height={height} className="f-ink" />;
}

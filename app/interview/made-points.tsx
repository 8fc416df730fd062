type Point = { id: string; text: string; from: string; made: boolean };

/** The key points of a question with which of them were made, after the marking is done. The page around it gives the rhythm by `className`. */
export function MadePoints({ points, className }: { points: readonly Point[]; className: string | undefined }) {
	return (
		<ul className={className}>
			{points.map(({ id, text, from, made }) => (
				<li key={id} data-made={made}>
					<span className="mark" role="img" aria-label={made ? "said" : "missed"}>
						{made ? "✓" : "○"}
					</span>
					<span>{text}</span>
					<span className="cap">{from}</span>
				</li>
			))}
		</ul>
	);
}

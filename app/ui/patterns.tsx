/** Textures that drawings refer to by `url(#…)`; once in each document, before the first drawing. */
export function Patterns() {
	return (
		<svg className="defs" width="0" height="0" aria-hidden="true">
			<defs>
				<pattern id="p-init" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
					<rect width="5" height="5" className="f-init" />
					<line x1="0" y1="0" x2="0" y2="5" className="s-init" strokeWidth="2.2" />
				</pattern>
				<pattern id="p-refused" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
					<line x1="0" y1="0" x2="0" y2="5" className="s-throttle" strokeWidth="1.6" />
				</pattern>
				<marker
					id="m-arrow"
					viewBox="0 0 8 8"
					refX="7"
					refY="4"
					markerWidth="8"
					markerHeight="8"
					markerUnits="userSpaceOnUse"
					orient="auto"
				>
					<path d="M0 .6 8 4 0 7.4Z" className="f-retry" />
				</marker>
			</defs>
		</svg>
	);
}

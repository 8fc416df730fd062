import { Link } from "react-router";

/** The mark is an environment's life in small: hatched while it starts cold, lamp yellow while it works. */
export function Brand() {
	return (
		<Link className="brand" to="/">
			<svg viewBox="0 0 22 10" aria-hidden="true">
				<rect x=".5" y=".5" width="8" height="9" fill="url(#p-init)" className="e-init" />
				<rect x="8.5" y=".5" width="13" height="9" className="bar" />
			</svg>
			Warmstart
		</Link>
	);
}

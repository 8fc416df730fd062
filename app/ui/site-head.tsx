import { NavLink } from "react-router";
import { Brand } from "#app/ui/brand.tsx";

const places = [
	{ to: "/", label: "Today", end: true },
	{ to: "/questions", label: "Study", end: false },
	{ to: "/exercises", label: "Exercises", end: false },
	{ to: "/mock", label: "Mock", end: false },
	{ to: "/progress", label: "Progress", end: false },
];

/** The running head of every page but a mock interview in progress. */
export function SiteHead({ end }: { end?: React.ReactNode }) {
	return (
		<header className="head">
			<Brand />
			<nav aria-label="Main">
				<ul>
					{places.map((place) => (
						<li key={place.to}>
							<NavLink to={place.to} end={place.end}>
								{place.label}
							</NavLink>
						</li>
					))}
				</ul>
			</nav>
			<div className="end">{end}</div>
		</header>
	);
}

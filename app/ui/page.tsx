import type { ReactNode } from "react";
import { Link } from "react-router";
import { SiteHead } from "#app/ui/site-head.tsx";
import { ThemeSwitch } from "#app/ui/theme-switch.tsx";

/**
 * Running head, then the page's landmark, which focus moves to after a navigation.
 * @param foot A bar at the bottom edge of the window, as wide as it is; it brings its own landmark.
 */
export function Page({ children, className = "", foot }: { children: ReactNode; className?: string; foot?: ReactNode }) {
	return (
		<>
			<div className="page" data-foot={foot ? "" : undefined}>
				<SiteHead
					end={
						<>
							<Link to="/settings">Settings</Link>
							<ThemeSwitch />
						</>
					}
				/>
				<main id="main" tabIndex={-1} className={className}>
					{children}
				</main>
			</div>
			{foot}
		</>
	);
}

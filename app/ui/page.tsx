import type { ReactNode } from "react";
import { SiteHead } from "#app/ui/site-head.tsx";
import { ThemeSwitch } from "#app/ui/theme-switch.tsx";

/** Running head, then the page's landmark, which focus moves to after a navigation. */
export function Page({ children, className = "" }: { children: ReactNode; className?: string }) {
	return (
		<div className="page">
			<SiteHead end={<ThemeSwitch />} />
			<main id="main" tabIndex={-1} className={className}>
				{children}
			</main>
		</div>
	);
}

import { Link } from "react-router";
import styles from "#app/home/home.module.css";
import type { PlanRow } from "#app/home/plan.ts";

export function PlanList({ rows }: { rows: readonly PlanRow[] }) {
	return (
		<ol className={styles.plan}>
			{rows.map((row, index) => (
				<li key={row.id} data-done={row.done ? "" : undefined}>
					<span className={styles.number}>
						{row.done ? (
							<>
								<span aria-hidden="true">✓</span>
								<span className="vh">done</span>
							</>
						) : (
							<span aria-hidden="true">{index + 1}</span>
						)}
					</span>
					<span className={styles.what}>{row.href ? <Link to={row.href}>{row.title}</Link> : row.title}</span>
					<span className={styles.minutes}>{row.minutes !== null && `${row.minutes} min`}</span>
					<span className={styles.why}>{row.why}</span>
				</li>
			))}
		</ol>
	);
}

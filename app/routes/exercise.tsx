import { Page } from "#app/ui/page.tsx";

export default function Exercise() {
	return (
		<Page>
			<h1>Exercise</h1>
		</Page>
	);
}

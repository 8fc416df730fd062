import { Page } from "#app/ui/page.tsx";

export default function Progress() {
	return (
		<Page>
			<h1>Progress</h1>
		</Page>
	);
}

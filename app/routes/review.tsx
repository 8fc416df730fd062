import { Page } from "#app/ui/page.tsx";

export default function Review() {
	return (
		<Page>
			<h1>Review</h1>
		</Page>
	);
}

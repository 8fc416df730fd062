import { Page } from "#app/ui/page.tsx";

export default function Questions() {
	return (
		<Page>
			<h1>Questions</h1>
		</Page>
	);
}

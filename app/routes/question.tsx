import { Page } from "#app/ui/page.tsx";

export default function Question() {
	return (
		<Page>
			<h1>Question</h1>
		</Page>
	);
}

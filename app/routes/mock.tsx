import { Page } from "#app/ui/page.tsx";

export default function Mock() {
	return (
		<Page>
			<h1>Mock</h1>
		</Page>
	);
}

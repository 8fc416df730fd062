import { Page } from "#app/ui/page.tsx";

export default function Mocks() {
	return (
		<Page>
			<h1>Mocks</h1>
		</Page>
	);
}

import { Page } from "#app/ui/page.tsx";

export default function MockReport() {
	return (
		<Page>
			<h1>MockReport</h1>
		</Page>
	);
}

import { Page } from "#app/ui/page.tsx";

export default function Exercises() {
	return (
		<Page>
			<h1>Exercises</h1>
		</Page>
	);
}

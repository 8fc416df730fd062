import { Page } from "#app/ui/page.tsx";

export default function Home() {
	return (
		<Page>
			<h1>Home</h1>
		</Page>
	);
}

/** Rendered on the server for each request; the page comes without stars when nobody knows them. */
export const dynamic = 'force-dynamic';

async function starsOf(title) {
  try {
    const answer = await fetch(`${process.env.RATINGS_URL}/stars/${title}`, { cache: 'no-store' });
    return answer.ok ? await answer.text() : `no stars, ${answer.status}`;
  } catch (error) {
    return `no stars, ${error.cause?.code ?? error.name}`;
  }
}

export default async function Page({ params }) {
  const { title } = await params;
  return (
    <main>
      <h1>{title}</h1>
      <p>{await starsOf(title)}</p>
    </main>
  );
}

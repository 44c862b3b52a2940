import http from 'node:http';

export const dynamic = 'force-dynamic';

const get = (url) =>
  new Promise((resolve, reject) => {
    http.get(url, (answer) => answer.resume().on('end', () => resolve(answer.statusCode))).on('error', reject);
  });

/** A route handler that calls with `node:http`, as most client libraries do. */
export async function GET(_request, { params }) {
  const { title } = await params;
  try {
    return new Response(`stars, ${await get(`${process.env.RATINGS_URL}/stars/${title}`)}`);
  } catch (error) {
    return new Response(`no stars, ${error.code}`);
  }
}

"""The peer of the benchmarks "teacher-client" and "teacher-fleet": asyncio and httpx with a semaphore."""

import asyncio
import time

import httpx
import peer


async def ask(client, url, prompt, number, lost):
    body = {"model": "scripted", "messages": [{"role": "user", "content": prompt}], "temperature": 1.0,
            "top_p": 1.0, "max_tokens": 2048, "seed": number, "stream": False}
    while True:
        try:
            response = await client.post(url, json=body)
        except httpx.TransportError as error:
            lost.append(repr(error))
            continue
        if response.status_code == 200:
            return response.json()["choices"][0]["message"]["content"]
        await asyncio.sleep(float(response.headers.get("retry-after", "1")))


async def all_calls(url, prompt, calls, in_flight, lost):
    limits = httpx.Limits(max_connections=in_flight, max_keepalive_connections=in_flight)
    permits = asyncio.Semaphore(in_flight)
    async with httpx.AsyncClient(limits=limits, timeout=120, trust_env=False) as client:

        async def one(number):
            async with permits:
                return await ask(client, url, prompt, number, lost)

        start = time.perf_counter()
        answers = await asyncio.gather(*(one(number) for number in range(calls)))
        return time.perf_counter() - start, sum(1 for answer in answers if answer)


def main():
    settings = peer.settings()
    url = settings["endpoint"] + "/chat/completions"
    for work in settings["work"]:
        figures, lost = [], []
        for _ in range(settings["warm_ups"] + settings["repetitions"]):
            seconds, answered = asyncio.run(
                all_calls(url, settings["prompt"], work["calls"], work["in_flight"], lost))
            assert answered == work["calls"], answered
            ideal = work.get("ideal_seconds")
            figures.append(seconds / ideal if ideal else answered / seconds)
        peer.report(work["case"], "asyncio and httpx", figures, settings["warm_ups"], ["httpx"],
                    {"peer_lost_connections": len(lost)})


if __name__ == "__main__":
    main()

"""The peer of the benchmarks "teacher-client" and "teacher-fleet": asyncio and httpx with a semaphore."""

import asyncio
import heapq
import statistics
import time

import httpx
import peer


class Seen:
    """The events of one run: lost connections, refusals, and the arrival time of each answer."""

    def __init__(self):
        self.start = time.perf_counter()
        self.lost = 0
        self.refused = 0
        self.answered = []


async def ask(client, url, prompt, number, seen):
    body = {"model": "scripted", "messages": [{"role": "user", "content": prompt}], "temperature": 1.0,
            "top_p": 1.0, "max_tokens": 2048, "seed": number, "stream": False}
    while True:
        try:
            response = await client.post(url, json=body)
        except httpx.TransportError:
            seen.lost += 1
            continue
        if response.status_code == 200:
            seen.answered.append(time.perf_counter() - seen.start)
            return response.json()["choices"][0]["message"]["content"]
        seen.refused += 1
        await asyncio.sleep(float(response.headers.get("retry-after", "1")))


def open_client(in_flight):
    limits = httpx.Limits(max_connections=in_flight, max_keepalive_connections=in_flight)
    return httpx.AsyncClient(limits=limits, timeout=120, trust_env=False)


async def all_calls(url, prompt, calls, in_flight):
    permits = asyncio.Semaphore(in_flight)
    async with open_client(in_flight) as client:

        async def one(number):
            async with permits:
                return await ask(client, url, prompt, number, seen)

        seen = Seen()
        answers = await asyncio.gather(*(one(number) for number in range(calls)))
        assert all(answers), answers
        return time.perf_counter() - seen.start, seen


async def for_some_time(url, prompt, seconds, in_flight):
    async with open_client(in_flight) as client:
        seen = Seen()

        async def one(first):
            number = first
            while time.perf_counter() - seen.start < seconds:
                await ask(client, url, prompt, number, seen)
                number += in_flight

        await asyncio.gather(*(one(first) for first in range(in_flight)))
        return seen


def recovery(answered, start, seconds):
    """The seconds after the storm until the rate of one second reaches 95 % of the median rate before the storm."""
    by_second = [0] * (int(max(answered)) + 1)
    for at in answered:
        by_second[int(at)] += 1
    wanted = 0.95 * statistics.median(by_second[2:start])
    end = start + seconds
    return next((float(second - end) for second in range(end, len(by_second)) if by_second[second] >= wanted),
                float("nan"))


def storm(url, prompt, work):
    seen = asyncio.run(for_some_time(url, prompt, work["run_seconds"], work["in_flight"]))
    figure = recovery(seen.answered, work["storm_start"], work["storm_seconds"])
    facts = {"peer_lost_connections": seen.lost, "answered": len(seen.answered), "refused": seen.refused,
             "refused_share": round(seen.refused / (seen.refused + len(seen.answered)), 4)}
    peer.report(work["case"], "asyncio and httpx", [figure], 0, ["httpx"], facts)


def work_millis(url):
    """The milliseconds that the endpoint worked on each request so far."""
    return httpx.get(httpx.URL(url).join("/script/times"), trust_env=False).json()


def ideal_seconds(millis, places):
    """The shortest possible time: each place takes the next request as soon as it is free."""
    ends = [0] * places
    for each in millis:
        heapq.heapreplace(ends, ends[0] + each)
    return max(ends) / 1000


def rate(url, prompt, work, settings):
    figures, facts = [], {"peer_lost_connections": 0}
    for _ in range(settings["warm_ups"] + settings["repetitions"]):
        before = len(work_millis(url)) if "over_ideal" in work else 0
        seconds, seen = asyncio.run(all_calls(url, prompt, work["calls"], work["in_flight"]))
        facts["peer_lost_connections"] += seen.lost
        if "over_ideal" in work:
            ideal = ideal_seconds(work_millis(url)[before:], work["in_flight"])
            facts.setdefault("ideal_seconds", []).append(round(ideal, 2))
            figures.append(seconds / ideal)
        else:
            figures.append(work["calls"] / seconds)
    peer.report(work["case"], "asyncio and httpx", figures, settings["warm_ups"], ["httpx"], facts)


def main():
    settings = peer.settings()
    url = settings["endpoint"] + "/chat/completions"
    for work in settings["work"]:
        if "storm_start" in work:
            storm(url, settings["prompt"], work)
        else:
            rate(url, settings["prompt"], work, settings)


if __name__ == "__main__":
    main()

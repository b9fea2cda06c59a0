"""Drives the official Python SDK against a simulator, in the way the service's guide shows.

Environment: DASHSCOPE_HTTP_BASE_URL, DASHSCOPE_API_KEY, IMAGE_1 and IMAGE_2 (files), HELD_BASE_URL (a simulator
with no room for a second task). Prints one line per check and "N passed, N failed".
"""
import asyncio
import base64
import os
import time
import traceback
from http import HTTPStatus
from urllib.parse import urlparse

import dashscope
import requests
from dashscope import ImageSynthesis
from dashscope.aigc.image_synthesis import AioImageSynthesis

MODEL = 'wan2.5-i2i-preview'
PROMPT = 'Place the alarm clock from Image 1 next to the vase on the dining table in Image 2.'
IMAGES = [os.environ['IMAGE_1'], os.environ['IMAGE_2']]
KEY = os.environ['DASHSCOPE_API_KEY']
BASE = os.environ['DASHSCOPE_HTTP_BASE_URL']


def data_uri(path):
    with open(path, 'rb') as file:
        return 'data:image/png;base64,' + base64.b64encode(file.read()).decode()


def settings(images, **more):
    return dict(api_key=KEY, model=MODEL, prompt=PROMPT, images=images, negative_prompt='', n=1,
                prompt_extend=True, watermark=False, seed=12345, **more)


def assert_done(rsp, count=1):
    assert rsp.status_code == HTTPStatus.OK, rsp
    assert rsp.output.task_status == 'SUCCEEDED', rsp
    assert len(rsp.output.results) == count and rsp.usage.image_count == count, rsp
    for result in rsp.output.results:
        answer = requests.get(result.url, timeout=60)
        assert answer.status_code == 200 and answer.content[:8] == b'\x89PNG\r\n\x1a\n', answer.status_code
        assert urlparse(result.url).path.endswith('.png')


def sync_call_with_base64():
    assert_done(ImageSynthesis.call(**settings([data_uri(path) for path in IMAGES])))


def sync_call_with_local_files():
    assert_done(ImageSynthesis.call(**settings(['file://' + path for path in IMAGES])))


def four_images_by_default():
    rsp = ImageSynthesis.call(api_key=KEY, model=MODEL, prompt='black and white', images=[data_uri(IMAGES[0])])
    assert_done(rsp, 4)


def async_call_wait_and_fetch():
    task = ImageSynthesis.async_call(**settings([data_uri(IMAGES[0])]))
    assert task.status_code == HTTPStatus.OK and task.output.task_status == 'PENDING', task
    rsp = ImageSynthesis.wait(task=task, api_key=KEY)
    assert_done(rsp)
    fetched = ImageSynthesis.fetch(task=task, api_key=KEY)
    assert fetched.output.task_status == 'SUCCEEDED' and fetched.output.results[0].actual_prompt, fetched


def listing_shows_the_task():
    task = ImageSynthesis.async_call(**settings([data_uri(IMAGES[0])]))
    rsp = ImageSynthesis.list(api_key=KEY, model_name=MODEL, page_size=50)
    assert rsp.status_code == HTTPStatus.OK, rsp
    assert task.output.task_id in [row['task_id'] for row in rsp.output['data']], rsp
    ImageSynthesis.wait(task=task, api_key=KEY)


def cancel_of_a_finished_task_is_refused():
    task = ImageSynthesis.async_call(**settings([data_uri(IMAGES[0])]))
    ImageSynthesis.wait(task=task, api_key=KEY)
    rsp = ImageSynthesis.cancel(task=task, api_key=KEY)
    assert rsp.status_code == 400 and rsp.code == 'UnsupportedOperation', rsp


def cancel_of_a_waiting_task():
    dashscope.base_http_api_url = os.environ['HELD_BASE_URL']
    try:
        ImageSynthesis.async_call(**settings([data_uri(IMAGES[0])]))
        waiting = ImageSynthesis.async_call(**settings([data_uri(IMAGES[0])]))
        rsp = ImageSynthesis.cancel(task=waiting, api_key=KEY)
        assert rsp.status_code == HTTPStatus.OK, rsp
        status = ImageSynthesis.fetch(task=waiting, api_key=KEY)
        assert status.output.task_status == 'CANCELED', status
    finally:
        dashscope.base_http_api_url = BASE


def failures_are_reported():
    rsp = ImageSynthesis.call(api_key=KEY, model=MODEL, prompt='[simulate DataInspectionFailed]',
                              images=[data_uri(IMAGES[0])], n=1)
    assert rsp.output.task_status == 'FAILED' and rsp.output.code == 'DataInspectionFailed', rsp
    refused = ImageSynthesis.async_call(api_key=KEY, model=MODEL, prompt='x', images=[data_uri(IMAGES[0])], n=9)
    assert refused.status_code == 400 and refused.code == 'InvalidParameter', refused


def partial_results():
    rsp = ImageSynthesis.call(api_key=KEY, model=MODEL, prompt='blur it [simulate partial 1]',
                              images=[data_uri(IMAGES[0])], n=2)
    assert rsp.output.task_status == 'SUCCEEDED' and rsp.usage.image_count == 1, rsp
    assert rsp.output.results[1].code == 'DataInspectionFailed', rsp


async def aio():
    images = ['file://' + IMAGES[0], data_uri(IMAGES[1])]
    task = await AioImageSynthesis.async_call(**settings(images))
    assert task.status_code == HTTPStatus.OK, task
    rsp = await AioImageSynthesis.wait(task=task, api_key=KEY)
    assert rsp.output.task_status == 'SUCCEEDED', rsp
    fetched = await AioImageSynthesis.fetch(task=task, api_key=KEY)
    assert fetched.output.task_status == 'SUCCEEDED', fetched
    listed = await AioImageSynthesis.list(api_key=KEY)
    assert listed.status_code == HTTPStatus.OK and listed.output['total'] >= 1, listed
    refused = await AioImageSynthesis.cancel(task=task, api_key=KEY)
    assert refused.status_code == 400 and refused.code == 'UnsupportedOperation', refused
    called = await AioImageSynthesis.call(**settings([data_uri(IMAGES[0])]))
    assert called.output.task_status == 'SUCCEEDED', called


def asyncio_calls():
    asyncio.run(aio())


CHECKS = [sync_call_with_base64, sync_call_with_local_files, four_images_by_default, async_call_wait_and_fetch,
          listing_shows_the_task, cancel_of_a_finished_task_is_refused, cancel_of_a_waiting_task, failures_are_reported,
          partial_results, asyncio_calls]


def main():
    dashscope.base_http_api_url = BASE
    failed = 0
    for check in CHECKS:
        started = time.monotonic()
        try:
            check()
            print(f'ok   python {check.__name__} ({time.monotonic() - started:.1f} s)', flush=True)
        except Exception:  # every check reports, whatever it ran into
            failed += 1
            print(f'FAIL python {check.__name__}', flush=True)
            traceback.print_exc()
    print(f'{len(CHECKS) - failed} passed, {failed} failed', flush=True)


main()

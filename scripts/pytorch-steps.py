#!/usr/bin/env python3
"""Writes src/optim/golden/pytorch-steps.json, by PyTorch (Debian's python3-torch): three steps of each optimiser, the factors of learning-rate
schedules, clipped gradients, and an average of weights.

PyTorch has no SOAP and (in version 1.13) no Lion: the classes below are written after the papers alone, in float64, SOAP with PyTorch's
tensor products and QR.
"""
import json
import math
import pathlib

import torch
import torch.optim.lr_scheduler as S
import torch.optim.swa_utils

LEARNING_RATE = 0.01
VECTOR = {
    'shape': [5],
    'weight': [0.5, -1.25, 2.0, 0.0, 0.001],
    'gradients': [[0.1, -2.0, 0.003, 1.0, 0.0], [-0.2, 1.5, 0.004, 1.0, 0.0], [0.05, -0.5, -0.001, 1.0, 1e-4]],
}
torch.manual_seed(1)
FILTER = {'shape': [4, 3, 1, 2], 'weight': torch.randn(24).tolist(), 'gradients': [torch.randn(24).tolist() for _ in range(3)]}


class Soap(torch.optim.Optimizer):
    """One basis for each of the modes O, I and kh*kw, remade after every step."""

    def __init__(self, params, lr, beta1, beta2, beta3, eps=1e-8):
        super().__init__(params, dict(lr=lr, beta1=beta1, beta2=beta2, beta3=beta3, eps=eps))

    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                self.update(p, **{k: v for k, v in group.items() if k != 'params'})

    def update(self, p, lr, beta1, beta2, beta3, eps, **_):
        o, i, *kernel = p.shape
        grad = p.grad.double().reshape(o, i, math.prod(kernel))
        state = self.state[p]
        if not state:
            state.update(t=0, m=torch.zeros_like(grad), v=torch.zeros_like(grad))
            state['C'] = [torch.zeros(n, n, dtype=torch.float64) for n in grad.shape]
            state['Q'] = [torch.eye(n, dtype=torch.float64) for n in grad.shape]
        state['t'] += 1
        to = lambda x: torch.einsum('abc,ai,bj,ck->ijk', x, *state['Q'])
        back = lambda x: torch.einsum('ijk,ai,bj,ck->abc', x, *state['Q'])
        state['m'] = beta1 * state['m'] + (1 - beta1) * grad
        state['v'] = beta2 * state['v'] + (1 - beta2) * to(grad) ** 2
        m = to(state['m']) / (1 - beta1 ** state['t'])
        v = state['v'] / (1 - beta2 ** state['t'])
        p.data -= lr * back(m / (v.sqrt() + eps)).reshape(p.shape).to(p.dtype)
        for mode in range(3):
            unfolded = grad.movedim(mode, 0).flatten(1)
            state['C'][mode] = beta3 * state['C'][mode] + (1 - beta3) * unfolded @ unfolded.T
            state['Q'][mode] = torch.linalg.qr(state['C'][mode] @ state['Q'][mode])[0]


class Lion(torch.optim.Optimizer):
    def __init__(self, params, lr, beta1, beta2, weight_decay):
        super().__init__(params, dict(lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay))

    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                self.update(p, **{k: v for k, v in group.items() if k != 'params'})

    def update(self, p, lr, beta1, beta2, weight_decay, **_):
        grad, weight = p.grad.double(), p.data.double()
        m = self.state[p].setdefault('m', torch.zeros_like(grad))
        weight = weight - lr * (torch.sign(beta1 * m + (1 - beta1) * grad) + weight_decay * weight)
        self.state[p]['m'] = beta2 * m + (1 - beta2) * grad
        p.data = weight.to(p.dtype)


SGD = {'momentum': 0.9, 'nesterov': False, 'weightDecay': 0}
ADAM = {'beta1': 0.9, 'beta2': 0.999, 'eps': 1e-8, 'weightDecay': 0, 'amsgrad': False}
OTHER = {'beta1': 0.5, 'beta2': 0.99, 'eps': 1e-3}
adam = lambda make, **options: lambda p: make(p, LEARNING_RATE, **options)

CASES = [
    ('sgd', VECTOR, SGD, lambda p: torch.optim.SGD(p, LEARNING_RATE, momentum=0.9)),
    ('sgd', VECTOR, {**SGD, 'momentum': 0}, lambda p: torch.optim.SGD(p, LEARNING_RATE)),
    ('sgd', VECTOR, {**SGD, 'nesterov': True}, lambda p: torch.optim.SGD(p, LEARNING_RATE, momentum=0.9, nesterov=True)),
    ('sgd', FILTER, {**SGD, 'weightDecay': 0.1}, lambda p: torch.optim.SGD(p, LEARNING_RATE, momentum=0.9, weight_decay=0.1)),
    ('sgd', FILTER, {**SGD, 'nesterov': True, 'weightDecay': 0.1}, lambda p: torch.optim.SGD(p, LEARNING_RATE, momentum=0.9, nesterov=True, weight_decay=0.1)),
    ('adam', VECTOR, ADAM, adam(torch.optim.Adam)),
    ('adam', VECTOR, {**ADAM, **OTHER}, adam(torch.optim.Adam, betas=(0.5, 0.99), eps=1e-3)),
    ('adam', FILTER, {**ADAM, 'weightDecay': 0.1}, adam(torch.optim.Adam, weight_decay=0.1)),
    ('adam', VECTOR, {**ADAM, 'beta2': 0.3, 'amsgrad': True}, adam(torch.optim.Adam, betas=(0.9, 0.3), amsgrad=True)),
    ('adam', FILTER, {**ADAM, 'beta2': 0.3, 'amsgrad': True, 'weightDecay': 0.1}, adam(torch.optim.Adam, betas=(0.9, 0.3), amsgrad=True, weight_decay=0.1)),
    ('adamw', VECTOR, {'beta1': 0.9, 'beta2': 0.999, 'eps': 1e-8, 'weightDecay': 0.01}, adam(torch.optim.AdamW)),
    ('adamw', FILTER, {**OTHER, 'weightDecay': 0.5}, adam(torch.optim.AdamW, betas=(0.5, 0.99), eps=1e-3, weight_decay=0.5)),
    ('lion', VECTOR, {'beta1': 0.9, 'beta2': 0.99, 'weightDecay': 0}, lambda p: Lion(p, LEARNING_RATE, 0.9, 0.99, 0)),
    ('lion', FILTER, {'beta1': 0.5, 'beta2': 0.9, 'weightDecay': 0.1}, lambda p: Lion(p, LEARNING_RATE, 0.5, 0.9, 0.1)),
    ('soap', VECTOR, {'beta1': 0.9, 'beta2': 0.999, 'beta3': 0.9, 'eps': 1e-8, 'refreshEvery': 1}, lambda p: torch.optim.Adam(p, LEARNING_RATE)),
    ('soap', FILTER, {'beta1': 0.9, 'beta2': 0.99, 'beta3': 0.9, 'eps': 1e-8, 'refreshEvery': 1}, lambda p: Soap(p, LEARNING_RATE, 0.9, 0.99, 0.9)),
]


def steps(make, shape, weight, gradients):
    weight = torch.tensor(weight).reshape(shape).requires_grad_()
    optimizer = make([weight])
    after = []
    for gradient in gradients:
        weight.grad = torch.tensor(gradient).reshape(shape)
        optimizer.step()
        after.append(weight.flatten().tolist())
    return after


STEPS = 12
SCHEDULES = [
    ({'name': 'step', 'every': 3, 'gamma': 0.5}, lambda o: S.StepLR(o, 3, 0.5)),
    ({'name': 'multi-step', 'milestones': [3, 7], 'gamma': 0.5}, lambda o: S.MultiStepLR(o, [3, 7], 0.5)),
    ({'name': 'linear', 'over': 8, 'floor': 0.2}, lambda o: S.LinearLR(o, 1, 0.2, 8)),
    ({'name': 'linear', 'floor': 0}, lambda o: S.LinearLR(o, 1, 0, STEPS)),
    ({'name': 'cosine', 'warmUp': 0, 'floor': 0.1}, lambda o: S.CosineAnnealingLR(o, STEPS, 0.1)),
    ({'name': 'cosine', 'warmUp': 4, 'floor': 0.1}, lambda o: S.SequentialLR(o, [S.LinearLR(o, 1 / 4, 1, 3), S.CosineAnnealingLR(o, STEPS - 4, 0.1)], [4])),
]


def unit_rate():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], 1.0)


def factors(make):
    optimizer = unit_rate()
    schedule = make(optimizer)
    made = []
    for _ in range(STEPS):
        made.append(optimizer.param_groups[0]['lr'])
        optimizer.step()
        schedule.step()
    return made


def plateau(gamma, patience, threshold, cooldown, floor):
    torch.manual_seed(2)
    scores = (30 + 0.1 * torch.arange(40).clamp(max=12) + 0.3 * torch.rand(40, dtype=torch.float64)).tolist()
    optimizer = unit_rate()
    schedule = S.ReduceLROnPlateau(optimizer, 'max', gamma, patience, threshold, 'abs', cooldown, floor)
    made = []
    for score in scores:
        schedule.step(score)
        made.append(optimizer.param_groups[0]['lr'])
    options = {'gamma': gamma, 'patience': patience, 'threshold': threshold, 'cooldown': cooldown, 'floor': floor}
    return {'schedule': {'name': 'plateau', **options}, 'scores': scores, 'factors': made}


def clipped(config, clip):
    tensors = [torch.zeros(VECTOR['shape']), torch.zeros(FILTER['shape'])]
    for t, given in zip(tensors, [VECTOR, FILTER]):
        t.grad = torch.tensor(given['gradients'][0]).reshape(given['shape'])
    norm = torch.cat([t.grad.flatten() for t in tensors]).norm().item()
    clip(tensors)
    return {'config': config, 'norm': norm, 'gradients': [t.grad.flatten().tolist() for t in tensors]}


def average(decay):
    layer = torch.nn.Linear(5, 1, bias=False)
    averaged = torch.optim.swa_utils.AveragedModel(layer, avg_fn=lambda a, w, n: decay * a + (1 - decay) * w)
    torch.manual_seed(3)
    weights = [torch.randn(5).tolist() for _ in range(4)]
    made = []
    for weight in weights:
        layer.weight.data = torch.tensor([weight])
        averaged.update_parameters(layer)
        made.append(averaged.module.weight.flatten().tolist())
    return {'decay': decay, 'weights': weights, 'averages': made}


CLIPS = [
    ({'name': 'norm', 'max': 0.5}, lambda p: torch.nn.utils.clip_grad_norm_(p, 0.5)),
    ({'name': 'norm', 'max': 100}, lambda p: torch.nn.utils.clip_grad_norm_(p, 100)),
    ({'name': 'value', 'max': 0.3}, lambda p: torch.nn.utils.clip_grad_value_(p, 0.3)),
    ({'name': 'adjustable', 'theta': 0.004}, lambda p: torch.nn.utils.clip_grad_value_(p, 0.004 / LEARNING_RATE)),
]

cases = [{'optimizer': name, 'options': options, **given, 'weights': steps(make, **given)} for name, given, options, make in CASES]
golden = {
    'pytorch': torch.__version__,
    'learningRate': LEARNING_RATE,
    'cases': cases,
    'steps': STEPS,
    'schedules': [{'schedule': config, 'factors': factors(make)} for config, make in SCHEDULES],
    'plateaus': [plateau(0.5, 2, 0.05, 1, 0.2), plateau(0.1, 0, 0, 0, 0), plateau(0.7, 4, 0, 3, 0)],
    'clips': [clipped(config, clip) for config, clip in CLIPS],
    'ema': average(0.9),
}
path = pathlib.Path(__file__).parent.parent / 'src/optim/golden/pytorch-steps.json'
path.write_text(json.dumps(golden, indent=1) + '\n')

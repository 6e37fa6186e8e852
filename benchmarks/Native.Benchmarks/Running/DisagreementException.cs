using System;

namespace Native.Benchmarks;

/// <summary>
/// Two passes or two peers did the same work and gave different results, so their times mean nothing.
/// </summary>
internal sealed class DisagreementException(string message) : Exception(message);

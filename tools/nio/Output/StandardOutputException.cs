using System;

namespace Nio.Output;

/// <summary>Standard output could not be written, which is no failure of what is written there.</summary>
internal sealed class StandardOutputException(Exception inner) : Exception(inner.Message, inner);

using System;

namespace Nio.Copying;

/// <summary>Something that the tool refuses or found by itself; the system said nothing.</summary>
internal sealed class CopyException(string message) : Exception(message);

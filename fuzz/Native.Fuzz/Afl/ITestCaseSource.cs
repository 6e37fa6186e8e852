namespace Native.Fuzz.Afl;

/// <summary>Where the fork server's inputs come from.</summary>
internal interface ITestCaseSource
{
    /// <summary>True when AFL writes inputs to shared memory, which the hello must ask for.</summary>
    bool IsShared { get; }

    /// <summary>Copies the next input to the start of the destination and returns its length.</summary>
    int Read(byte[] destination);
}

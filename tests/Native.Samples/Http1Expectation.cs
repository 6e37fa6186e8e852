namespace Native.Samples;

/// <summary>What the request was that a response answers, as far as it changes where the response ends.</summary>
public enum Http1Expectation
{
    /// <summary>Any method whose response may have a body.</summary>
    Body,

    /// <summary>HEAD: the fields describe a body that does not come.</summary>
    HeadOnly,

    /// <summary>CONNECT: success ends HTTP.</summary>
    Tunnel,
}

namespace Native.Samples;

/// <summary>Which side's messages a parser reads.</summary>
public enum Http1Role
{
    /// <summary>A server's parser: it reads requests.</summary>
    Requests,

    /// <summary>A client's parser: it reads responses.</summary>
    Responses,
}

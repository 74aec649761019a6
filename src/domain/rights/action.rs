//! What can be done.

/// Something that can be done; each page and each button asks for one. A new one is a line here, its name, and a line
/// in [`super::Role::does`] for every role that does it: the territory's manager does everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// See the first page of the back office. Asked of the territory.
    SeeHome,
    /// Use the search box. Asked of the territory; each person found is then asked for with [`Action::SeeBeneficiary`], or
    /// the query is narrowed to the [`super::AccessScope`].
    SearchBeneficiaries,
    /// See a person's card. Asked of a person.
    SeeBeneficiary,
    /// Enter a new person. Asked of the territory.
    CreateBeneficiary,
    /// Change how a person is reached, their language, what they need. Asked of a person.
    ChangeBeneficiary,
    /// Make two persons one. Asked of both persons.
    MergeBeneficiaries,
    /// Give a person their link and code, or take them back. Asked of a person.
    Invite,
    /// Close a referral. Asked of a person.
    CloseReferral,
    /// See what could be offered, and why not earlier. Asked of the territory, or of a person.
    SeeOffers,
    /// Hold a start for a person. Asked of a person.
    Hold,
    /// Book a start for a person. Asked of a person.
    Book,
    /// Give an appointment another time or place. Asked of an appointment.
    Move,
    /// Call an appointment off, and undo that. Asked of an appointment.
    Cancel,
    /// See whose appointment it is. Asked of an appointment; [`super::visibility`] says what they see who may not.
    SeeAppointment,
    /// Write down that a person is here, or is in the meeting. Asked of an appointment; at its place only.
    CheckIn,
    /// Write down whether the person came. Asked of an appointment; at its place only.
    RecordOutcome,
    /// See the board of the day. Asked of a site; each line is then asked for with [`super::visibility`].
    SeeBoard,
    /// Print the board of the day. Asked of a site.
    PrintBoard,
    /// See who was promised a call. Asked of the territory; each line then with [`Action::SeeBeneficiary`].
    SeeCallbacks,
    /// Write down that somebody was called. Asked of a person.
    SettleCallback,
    /// See the messages of an appointment. Asked of the territory for the page, for each line of its appointment, or of
    /// the person where there is none.
    SeeMessages,
    /// Send a message again that failed. Asked of its appointment, or of the person where there is none.
    RetryMessage,
    /// Give a message up. Asked of its appointment, or of the person where there is none.
    DropMessage,
    /// See how many messages left, arrived, failed, without whom they were for. Asked of the territory.
    SeeDeliveries,
    /// See how long people wait, as numbers. Asked of the territory or an organisation.
    SeeWaitingTimes,
    /// See that somebody's time is taken. Asked of the territory or an agenda.
    SeeOccupied,
    /// See an agenda with its appointments. Asked of an agenda.
    SeeAgenda,
    /// Write down that somebody is away. Asked of an agenda.
    DeclareAbsence,
    /// Take over a calendar kept elsewhere. Asked of an agenda.
    ImportCalendar,
    /// See the accounts, what they may do and when they were last used. Asked of the territory for the page, of an
    /// account for each line.
    SeeAccounts,
    /// Make an account. Asked of the territory; its first grant then with [`Action::GiveGrant`].
    AddAccount,
    /// Close an account, open it again, end its sessions, send a link for a new password. Asked of an account.
    ManageAccount,
    /// Give a grant, or take it back. Asked of the grant, and [`Action::ManageAccount`] of the account.
    GiveGrant,
    /// Change the territory itself: sites, visit types, limits. Asked of the territory.
    ChangeTerritory,
    /// See and end one's own sessions, change one's own password. Asked of an account.
    ManageOwnAccount,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 35] = [
        Self::SeeHome,
        Self::SearchBeneficiaries,
        Self::SeeBeneficiary,
        Self::CreateBeneficiary,
        Self::ChangeBeneficiary,
        Self::MergeBeneficiaries,
        Self::Invite,
        Self::CloseReferral,
        Self::SeeOffers,
        Self::Hold,
        Self::Book,
        Self::Move,
        Self::Cancel,
        Self::SeeAppointment,
        Self::CheckIn,
        Self::RecordOutcome,
        Self::SeeBoard,
        Self::PrintBoard,
        Self::SeeCallbacks,
        Self::SettleCallback,
        Self::SeeMessages,
        Self::RetryMessage,
        Self::DropMessage,
        Self::SeeDeliveries,
        Self::SeeWaitingTimes,
        Self::SeeOccupied,
        Self::SeeAgenda,
        Self::DeclareAbsence,
        Self::ImportCalendar,
        Self::SeeAccounts,
        Self::AddAccount,
        Self::ManageAccount,
        Self::GiveGrant,
        Self::ChangeTerritory,
        Self::ManageOwnAccount,
    ];

    /// True when it opens a page whose lines are asked for one by one: however narrow a access_scope, the page is there.
    pub(super) const fn opens_list_page(self) -> bool {
        matches!(
            self,
            Self::SeeHome
                | Self::SearchBeneficiaries
                | Self::CreateBeneficiary
                | Self::SeeOffers
                | Self::SeeCallbacks
                | Self::SeeMessages
                | Self::SeeOccupied
                | Self::SeeAccounts
                | Self::AddAccount
        )
    }

    /// True when it is done where the person stands.
    pub(super) const fn happens_on_site(self) -> bool {
        matches!(self, Self::CheckIn | Self::RecordOutcome)
    }

    /// True when it is nobody's but the account's own.
    pub(super) const fn concerns_own_account(self) -> bool {
        matches!(self, Self::ManageOwnAccount)
    }
}
